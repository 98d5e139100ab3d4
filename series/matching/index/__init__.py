"""The near-duplicate index: exact, in files that can be made again from the database at any time.

=================  ==================================================================================================
``kernels``        what is compiled: sorting into buckets, looking up, comparing with everything
``compiling``      how it is compiled, and where the result is kept
``arrays``         hashes and ids as arrays; what a search gives
``layout``         the header of a file, and where its parts lie
``build``          writing a file
``generation``     a file that was checked and is mapped: look-ups
``files``          the folder: the newest usable file, removing old ones
``flat``           the same answers without an index, for the few newest hashes
``stored``         what the database holds, read in pieces
``keeping``        when a new generation is built, and by whom; what `manage.py index status` says
``proving``        the index against a plain comparison of everything
=================  ==================================================================================================

The idea: a hash of 256 bits is 16 bands of 16 bits. Two hashes that differ in at most 31 bits differ in at most one bit
in at least one band (two or more in each of 16 bands would be 32). So the hashes are sorted by each band, and a look-up
reads, for each band, the bucket of its own value and the 16 whose value differs in one bit: 16 x 17 buckets hold every
answer.
"""
