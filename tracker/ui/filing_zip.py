def zip_section(analysis, request):
    pass
