"""Where the facts of an answer stand: all facts of a document get their lines by one search over the places of their values.

In: the facts as the model told them, and the document's text, sections and periods. Out: the places of each fact's values,
all in the lines of one entry, or in a heading that several entries share. It knows no words of any language, and asks nothing.
"""

from extract.placement.layout import Layout as Layout
from extract.placement.search import place_facts as place_facts
from extract.placement.told import Place as Place
from extract.placement.told import Placed as Placed
from extract.placement.told import Told as Told
