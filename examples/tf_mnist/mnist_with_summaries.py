"""Softmax regression on drawn digits, trained by workers against parameter servers as TF_CONFIG names them; needs Python alone.

A parameter server keeps a share of the classes' weights, sends them to whoever asks and adds the steps that workers send
(asynchronous stochastic gradient descent, as in Dean et al., Large Scale Distributed Deep Networks, 2012). It serves until it
is ended. Without TF_CONFIG, or without parameter servers, a worker keeps all weights itself.
"""
import argparse
import json
import math
import os
import random
import socket
import socketserver
import time

SIDE, CLASSES = 7, 10
# The segments of a seven-segment display that each digit lights: top, upper left, upper right, middle, lower left, lower right, bottom.
SEGMENTS = ["1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111", "1111011"]


def drawn(digit, rng):
    """A noisy picture of a digit: SIDE * SIDE brightnesses from 0 to 1, and a constant for the bias."""
    top, upper_left, upper_right, middle, lower_left, lower_right, bottom = (int(s) for s in SEGMENTS[digit])
    picture = [[0.0] * SIDE for _ in range(SIDE)]
    for i in range(1, 6):
        for row, on in ((0, top), (3, middle), (6, bottom)):
            picture[row][i] = max(picture[row][i], on)
        half = i <= 3
        picture[i][0] = upper_left if half else lower_left
        picture[i][6] = upper_right if half else lower_right
    return [min(1.0, max(0.0, value + rng.gauss(0, 0.35))) for row in picture for value in row] + [1.0]


def softmax(scores):
    greatest = max(scores)
    raised = [math.exp(score - greatest) for score in scores]
    return [value / sum(raised) for value in raised]


def scores(weights, picture):
    return [sum(w * x for w, x in zip(row, picture)) for row in weights]


def step_of(weights, batch, rate):
    """What gradient descent adds to the weights, and the mean cross entropy of the batch."""
    step, loss = [[0.0] * len(weights[0]) for _ in weights], 0.0
    for picture, digit in batch:
        chances = softmax(scores(weights, picture))
        loss -= math.log(max(chances[digit], 1e-12)) / len(batch)
        for k, chance in enumerate(chances):
            slope = rate * ((k == digit) - chance) / len(batch)
            for j, x in enumerate(picture):
                step[k][j] += slope * x
    return step, loss


class Share:
    """The weights of some of the classes, in this process or behind a parameter server."""

    def __init__(self, rows):
        self.weights = [[0.0] * (SIDE * SIDE + 1) for _ in range(rows)]

    def read(self):
        return self.weights

    def add(self, step):
        for row, more in zip(self.weights, step):
            for j, value in enumerate(more):
                row[j] += value


class RemoteShare:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.file = socket.create_connection((host, int(port))).makefile("rw")
                return
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def ask(self, request):
        self.file.write(json.dumps(request) + "\n")
        self.file.flush()
        return json.loads(self.file.readline())

    def read(self):
        return self.ask({})

    def add(self, step):
        self.ask({"add": step})


def serve(address, rows):
    share = Share(rows)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            for line in self.rfile:
                request = json.loads(line)
                if "add" in request:
                    share.add(request["add"])
                self.wfile.write((json.dumps(None if "add" in request else share.read()) + "\n").encode())

    host, port = address.rsplit(":", 1)
    socketserver.ThreadingTCPServer.daemon_threads = True
    with socketserver.ThreadingTCPServer((host, int(port)), Handler) as server:
        print(f"serving {rows} classes at {address}", flush=True)
        server.serve_forever()


def train(shares, counts, options, index):
    rng, held_out = random.Random(index), random.Random(-1)
    test = [(drawn(i % CLASSES, held_out), i % CLASSES) for i in range(200)]
    log = log_file(options.log_dir, index)
    for number in range(options.max_steps + 1):
        weights = [row for share in shares for row in share.read()]
        if number % 10 == 0:
            right = sum(max(range(CLASSES), key=scores(weights, picture).__getitem__) == digit for picture, digit in test) / len(test)
            print(f"Accuracy at step {number}: {right:.3f}", flush=True)
            log.write(json.dumps({"step": number, "accuracy": right}) + "\n")
        digits = [rng.randrange(CLASSES) for _ in range(options.batch_size)]
        step, _ = step_of(weights, [(drawn(digit, rng), digit) for digit in digits], options.learning_rate * 100)
        for share, count in zip(shares, counts):
            share.add(step[:count])
            step = step[count:]
    log.close()


def log_file(folder, index):
    for place in (folder, os.environ.get("SUBMARINE_TENSORBOARD_LOG_DIR", "log")):
        try:
            os.makedirs(place, exist_ok=True)
            print(f"writing accuracies to {place}", flush=True)
            return open(os.path.join(place, f"accuracy-{index}.jsonl"), "w")
        except OSError as error:
            print(f"cannot write to {place}: {error.strerror}", flush=True)
    raise SystemExit(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log_dir", default="log")
    parser.add_argument("--learning_rate", type=float, default=0.01)
    parser.add_argument("--batch_size", type=int, default=100)
    parser.add_argument("--max_steps", type=int, default=1000)
    options = parser.parse_args()
    config = json.loads(os.environ.get("TF_CONFIG", "{}"))
    servers, task = config.get("cluster", {}).get("ps", []), config.get("task", {"type": "worker", "index": 0})
    counts = [len(range(i, CLASSES, len(servers))) for i in range(len(servers))] or [CLASSES]
    if task["type"] == "ps":
        serve(servers[task["index"]], counts[task["index"]])
    else:
        train([RemoteShare(address) for address in servers] or [Share(CLASSES)], counts, options, task["index"])


if __name__ == "__main__":
    main()
