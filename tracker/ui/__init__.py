"""What pages share: the session, the list of pages, the frame around them, forms and words."""
