"""Where articles come from: files of every supported format → `RawArticle`.

`read` is all that the rest of the program needs; `FORMATS` says which file is read by what.
"""

from index.readers.files import FORMATS, read, sized

__all__ = ["FORMATS", "read", "sized"]
