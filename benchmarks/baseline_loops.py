"""Two loops that people compare with, in our own words, with their published recipes.

Both read the images from one resident tensor instead of a DataLoader with per-image transforms, which costs several
seconds an epoch more: the comparison is with their networks and optimizers, at their best.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn, optim
from torch.nn import functional as F


class TutorialNet(nn.Module):
    """The small network of the tutorials: conv10-conv20-dropout-fc50, log-softmax."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 1, 28, 28) -> (N, 10) log-probabilities."""
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(F.dropout2d(self.conv2(x), training=self.training), 2))
        x = F.dropout(F.relu(self.fc1(x.flatten(1))), training=self.training)
        return F.log_softmax(self.fc2(x), 1)


class ExampleNet(nn.Module):
    """The network of the well-known PyTorch example: conv32-conv64-dropout-fc128, log-softmax."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 1, 28, 28) -> (N, 10) log-probabilities."""
        x = F.max_pool2d(F.relu(self.conv2(F.relu(self.conv1(x)))), 2)
        x = self.dropout2(F.relu(self.fc1(self.dropout1(x).flatten(1))))
        return F.log_softmax(self.fc2(x), 1)


class Loop:
    """A network with its recipe; `train` goes through epochs in random order and pauses every `pause` samples."""

    def __init__(self, name: str, network: nn.Module, optimizer: optim.Optimizer, batch: int, decay: float) -> None:
        self.name, self.network, self.optimizer, self.batch, self.decay = name, network, optimizer, batch, decay

    def train(self, images: Tensor, labels: Tensor, pause: int) -> Iterator[int]:
        """Train on (N, 1, 28, 28) standardised images for ever; yields the samples seen at every pause."""
        seen, due = 0, pause
        while True:
            for index in torch.randperm(len(labels)).split(self.batch):
                self.network.train()
                self.optimizer.zero_grad()
                F.nll_loss(self.network(images[index]), labels[index]).backward()
                self.optimizer.step()
                seen += len(index)
                if seen >= due:
                    due += pause
                    yield seen
            for group in self.optimizer.param_groups:
                group["lr"] *= self.decay

    @torch.no_grad()
    def accuracy(self, images: Tensor, labels: Tensor) -> float:
        """Share of (M, 1, 28, 28) images that are right."""
        self.network.eval()
        guesses = torch.cat([self.network(x).argmax(1) for x in images.split(500)])
        return float((guesses == labels).float().mean())


def example_loop(seed: int) -> Loop:
    """Adadelta at rate 1, times 0.7 each epoch, batches of 64."""
    torch.manual_seed(seed)
    network = ExampleNet()
    return Loop("example", network, optim.Adadelta(network.parameters(), lr=1.0), 64, 0.7)


def tutorial_loop(seed: int) -> Loop:
    """SGD at rate 0.01 with momentum 0.5, batches of 32."""
    torch.manual_seed(seed)
    network = TutorialNet()
    return Loop("tutorial", network, optim.SGD(network.parameters(), lr=0.01, momentum=0.5), 32, 1.0)
