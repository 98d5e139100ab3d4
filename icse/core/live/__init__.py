"""The live stream: Server-Sent Events that say what is new, to whoever may know of it now.

``listening`` hears of new events once a process, ``looking`` asks the database what one officer may know of them,
``stream`` writes that to one open page, ``views`` is the address.
"""
