"""Every key of st.session_state that is no widget's: what it holds and who writes it. Widgets' keys are link names.

Only strings, numbers and plain containers lie under them: after an edit of the source Streamlit loads all modules
anew, and an object of an old class is equal to nothing. Beside these, live/enhancer.py keeps under "_<chart>" the
figure that a chart was drawn with (of a class of Plotly's, which is not loaded anew), under "_<chart>-seq" a counter,
and widgets/canvas.py under "_<pad>" the strokes.
"""

from __future__ import annotations

# The shell
SHELL = "_shell"  # True once app.py has drawn the menu; app.py writes it, spelled out there
WANTED = "_wanted"  # (page file, its query) of a first visit that came in beside app.py; shell/page.py, for app.py
STARTED = "_started"  # (run, name, query of its link) of the races of this session; shell/my_races.py
OWNER = "_owner"  # this browser, as the owner of races; shell/owners.py
UNSEEN_RACES = "_unseen_races"  # ids of races that still have something to say; shell/background_races.py

# Links; all written by shell/links.py
PAGE = "_page"  # the file of the page that was drawn last
LINK_READ = "_link_read"  # names in the link that have been read since this page was opened
LINK_NAMES = "_link_names"  # page -> names that its controls have in the link
LINK_TEXTS = "_link_texts"  # name -> how its control last stood in the link
LINK_PENDING = "_link_pending"  # name -> texts that wait to be written together; only while `together` is open
LINK_REFUSED = "_link_refused"  # name -> [what the link asked for in vain, what was shown instead]

# Menus
MENU_DEFAULTS = "_menu_defaults"  # menu -> the default that it was last drawn with; widgets/menus.py

# The Race page
RACE_ACTIVE = "_active"  # whether the race was under way when the whole page was drawn; race/page.py
RACE_GREETED = "_race_greeted"  # True once the page has been drawn for this visitor; race/page.py
RACE_BEGUN = "_begun"  # the race that a click has just begun; race/start.py
ALPHA_REFUSED = "_alpha_refused"  # entrant -> [vector it stood beside, what was typed]; race/custom_alpha.py
RACE_REFUSED = "_refused"  # why a click was refused; race/start.py, shell/owners.py and race/words.py

# The Loss Lab
LAB_GREETED = "_greeted"  # True once the stored first picture has been shown; lab/page.py

# Bars of alpha, in the Loss Lab and on the Race page
ALPHA_SEQUENCE = "_alpha_seq"  # counts what was sent to the bars, for their order; widgets/alpha_bars.py

# What the pages of Understand look at
UPLOAD = "_upload"  # the visitor's own model: token, kind and the fields of an Evaluation; analysis/own_model.py
UPLOAD_ASKED = "_own_asked"  # the file and settings that were read last; analysis/own_model.py
UPLOAD_REFUSED = "_own_refused"  # the sentence that refused the last file; analysis/own_model.py
UPLOAD_TURN = "_own_turn"  # counts the emptied upload fields: a new one has a new key; analysis/own_model.py
