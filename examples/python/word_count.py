from collections import Counter

from ipa_agent import Failure, log, progress, run


def count(texts):
    if not texts:
        raise Failure("There is no text to count.", kind="no-text", retryable=False)
    words = Counter()
    for number, text in enumerate(texts, start=1):
        words.update(text.lower().split())
        progress(f"text {number}", number / len(texts))
    log(f"{len(words)} different words")
    print("This is a line of the log, too.")
    return {"words": sum(words.values()), "most": [word for word, _ in words.most_common(2)]}


run(count)
