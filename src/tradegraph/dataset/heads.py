"""The heads of query files, which are data: questions, checks and rules."""


def read_head(text: str) -> dict[str, str]:
    """The `#+ key: value` lines at the top of a query, as grlc writes them.

    >>> read_head("#+ title: Parties: who")
    {'title': 'Parties: who'}
    """
    head = {}
    for line in text.splitlines():
        if not line.startswith("#+ "):
            break
        key, _, value = line[3:].partition(":")
        head[key.strip()] = value.strip()
    return head
