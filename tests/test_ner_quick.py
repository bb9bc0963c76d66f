"""The quick way through the convolutions says what thinc's own layers say."""

import numpy
from thinc.api import Ragged

from pipeline.names import load_tagger
from pipeline.ner.data import load_lines
from pipeline.ner.files import pipe_of
from pipeline.ner.quick import Quick


def test_quick_scores_are_thincs() -> None:
    nlp = load_tagger().nlp
    pipe = pipe_of(nlp)
    docs = [nlp.make_doc(line.text) for line in load_lines()[::50]]
    docs = [doc for doc in docs if len(doc)]
    lengths = numpy.array([len(doc) for doc in docs], dtype="int32")
    words = pipe.recall([key for doc in docs for key in pipe.words.keys(doc)])
    encode = pipe.model.get_ref("encode")
    slow = encode.predict(Ragged(words, lengths)).dataXd
    assert numpy.allclose(Quick(encode).score(words, lengths), slow, atol=1e-3)
