"""Reading the lists that people bring: a file becomes a book of cells, the book gets a plan, the plan makes rows.

Nothing here knows what is stored already. The app, the command line and a workspace folder read by the same steps:

1. ``tracker.reading.files.open_book``: the bytes of a file → ``Book``, sheets of cells as they are in the file;
2. ``tracker.reading.planning.make_plan``: what each column means, what is asked, what is assumed, what is left out;
3. ``tracker.reading.rows.read_rows``: the rows of each table as text in the workspace's columns, with a word about
   every row that is left out, waits for an answer or was changed.
"""
