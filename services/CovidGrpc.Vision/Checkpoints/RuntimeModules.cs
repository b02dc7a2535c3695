namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// The modules that come with Python 2 or 3, and numpy: what is in them can act, so a checkpoint may name nothing of them that is not
/// allowed expressly.
/// </summary>
internal static class RuntimeModules
{
    private const string Names = """
        abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex bisect builtins
        bz2 calendar ce cgi cgitb chunk cmath cmd code codecs codeop collections colorsys commands compileall concurrent ConfigParser
        configparser contextlib contextvars cookielib copy copy_reg copyreg cPickle cProfile crypt cStringIO csv ctypes curses
        dataclasses datetime dbm decimal difflib dis distutils doctest dummy_thread dummy_threading email encodings ensurepip enum
        errno exceptions faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext
        glob graphlib grp gzip hashlib heapq hmac html HTMLParser http httplib idlelib imaplib imghdr imp importlib inspect io
        ipaddress itertools json keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math mimetypes mmap
        modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers numpy opcode operator optparse os
        os2 ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib popen2 poplib posix posixpath pprint profile
        pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat Queue queue quopri random re readline reprlib resource rlcompleter
        runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket SocketServer socketserver
        spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string StringIO stringprep struct subprocess sunau
        symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this thread threading time timeit tkinter
        token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib urllib2
        urlparse UserDict UserList UserString uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc
        zipapp zipfile zipimport zlib zoneinfo
        """;

    private static readonly HashSet<string> Packages = [.. Names.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Whether a module is one of them, or within one. Names with an underscore in front are Python's own but for the main program.</summary>
    internal static bool Contain(string module)
    {
        var package = module.Split('.')[0];
        return Packages.Contains(package) || (package.StartsWith('_') && package != "__main__");
    }
}
