"""A small network on drawn digits, trained by several processes that average their gradients (torch.distributed).

MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE say who takes part. Needs PyTorch; downloads nothing.
"""
import argparse

import torch
import torch.distributed as distributed
from torch import nn
from torch.nn.parallel import DistributedDataParallel

SIDE = 8
# The segments of a seven-segment display that each digit lights: top, upper left, upper right, middle, lower left, lower right, bottom.
SEGMENTS = torch.tensor([[int(s) for s in lit] for lit in "1110111 0010010 1011101 1011011 0111010 1101011 1101111 1010010 1111111 1111011".split()], dtype=torch.float32)


def drawn(count, generator):
    digits = torch.randint(0, 10, (count,), generator=generator)
    lit, pictures = SEGMENTS[digits], torch.zeros(count, SIDE, SIDE)
    for segment, row in ((0, 0), (3, 3), (6, 7)):
        pictures[:, row, 1:7] = lit[:, segment, None]
    for segment, column, rows in ((1, 0, slice(0, 4)), (2, 7, slice(0, 4)), (4, 0, slice(4, 8)), (5, 7, slice(4, 8))):
        pictures[:, rows, column] = lit[:, segment, None]
    return pictures.flatten(1) + 0.4 * torch.randn(count, SIDE * SIDE, generator=generator), digits


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--backend", default="gloo")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--samples", type=int, default=4096, help="in an epoch, all processes together")
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    print(f"Using distributed PyTorch with {options.backend} backend", flush=True)
    distributed.init_process_group(options.backend)
    rank, size = distributed.get_rank(), distributed.get_world_size()
    print(f"rank {rank} of {size}", flush=True)
    model = DistributedDataParallel(nn.Sequential(nn.Linear(SIDE * SIDE, 64), nn.ReLU(), nn.Linear(64, 10)))
    optimizer, own = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5), torch.Generator().manual_seed(rank)
    batch, share = 64, options.samples // size
    for epoch in range(1, options.epochs + 1):
        for done in range(0, share, batch):
            pictures, digits = drawn(batch, own)
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(pictures), digits)
            loss.backward()
            optimizer.step()
            if done % (10 * batch) == 0:
                print(f"Train Epoch: {epoch} [{done * size}/{options.samples} ({100 * done // share}%)]\tloss={loss.item():.4f}", flush=True)
    pictures, digits = drawn(1000, torch.Generator().manual_seed(-1))
    right = (model.module(pictures).argmax(1) == digits).float().mean()
    # Every process has the same weights, or averaging gradients did not work.
    together = [torch.zeros(1) for _ in range(size)]
    distributed.all_gather(together, right.reshape(1))
    assert all(torch.equal(one, together[0]) for one in together), together
    print(f"accuracy={right.item():.4f}", flush=True)
    distributed.destroy_process_group()


if __name__ == "__main__":
    main()
