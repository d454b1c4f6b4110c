def packet_section(analysis, request, *, is_ready):
    pass
