"""Where articles come from: files of every supported format → `RawArticle`.

`read` is all that the rest of the program needs, and `received` for what is no file; `FORMATS` says which file is read by what.
"""

from index.readers.files import FORMATS, read, received, sized

__all__ = ["FORMATS", "read", "received", "sized"]
