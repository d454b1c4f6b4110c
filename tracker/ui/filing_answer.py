def answer_step(analysis, request):
    pass
