"""What the tests have workers do."""

import os
import sys
import time


def echo(payload):
    return payload


def surroundings(payload):
    import resource

    return {
        "pid": os.getpid(),
        "parent": os.getppid(),
        "environment": dict(os.environ),
        "modules": sorted(sys.modules),
        "descriptors": sorted(os.listdir("/proc/self/fd")),
        "nice": os.nice(0),
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "address_space": resource.getrlimit(resource.RLIMIT_AS)[0],
        "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "cpu": resource.getrlimit(resource.RLIMIT_CPU)[0],
    }


def hang(payload):
    if "started" in payload:
        with open(payload["started"], "w") as file:
            file.write(str(os.getpid()))
    time.sleep(3600)
    return {}


def spin(payload):
    while True:
        pass


def die(payload):
    os.kill(os.getpid(), payload["signal"])
    return {}


def leave(payload):
    os._exit(payload["code"])


def exhaust(payload):
    return {"size": len(bytearray(payload["bytes"]))}


def stumble(payload):
    raise RuntimeError("over a stone")


def refuse(payload):
    from app.core.errors import StorageTrouble

    raise StorageTrouble("no room left")


def chatter(payload):
    print("printed on standard output")
    os.write(1, b"written to descriptor one\n")
    for number in range(payload["lines"]):
        print("line", number, file=sys.stderr)
    return {"said": payload["lines"]}
