"""Facts onto entries.

In: the values of all facts, and the entries of a document.
Out: the place of each value.
Must not know: models.
"""

from extract.extraction.placement.layout import Layout as Layout
from extract.extraction.placement.search import place_facts as place_facts
from extract.extraction.placement.told import Place as Place
from extract.extraction.placement.told import Placed as Placed
from extract.extraction.placement.told import Told as Told
