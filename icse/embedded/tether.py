"""Start a program that does not outlive its owner. Run by its path: standard library only, no package around it.

Arguments: the owner's pid, the signal to send when the owner dies, the user to become (or ""), the program with its
arguments. The program takes this process's place, so its pid is the one that the owner knows.
"""

import ctypes
import os
import pwd
import sys

_PR_SET_PDEATHSIG = 1


def main(owner: str, signal: str, user: str, *command: str) -> None:
    """Become the user, tie this process to its owner, become the program."""
    os.umask(0o077)
    if user:
        _become(pwd.getpwnam(user))
    # After the change of user, which would clear it. Where there is no prctl, the next start stops what was left.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal), 0, 0, 0)
    if os.getppid() != int(owner):
        sys.exit("the owner is gone")
    os.execv(command[0], command)  # noqa: S606 (no shell is wanted)


def _become(account: pwd.struct_passwd) -> None:
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


if __name__ == "__main__":
    main(*sys.argv[1:])
