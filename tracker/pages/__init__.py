"""One short file per page. A page fetches, filters and shows; ``app.py`` puts heading and footer around it."""
