"""Signs of our own within running text, until it becomes a paragraph.

In: nothing. Out: private code points for where bold begins and ends and for a line break, and the pattern that takes
them out of what a file says. It refuses to know what they are used for.
"""

import re

ON, OFF, BREAK = "\ue000", "\ue001", "\ue002"
OURS = re.compile(f"[{ON}{OFF}{BREAK}]")
