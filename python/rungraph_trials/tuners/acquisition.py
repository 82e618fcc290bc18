"""Expected improvement."""
import numpy as np
from scipy.special import ndtr


def expected_improvement(mean, deviation, best):
    """EI = s * (z * cdf(z) + pdf(z)), z = (mean - best) / s; where s is 0, max(mean - best, 0).

    Source: J. Mockus, V. Tiesis, A. Zilinskas (1978); in this form D. R. Jones, M. Schonlau, W. J. Welch, "Efficient
    global optimization of expensive black-box functions" (1998), for a score that is to be as great as possible.

    Difference from BTB: there z was (best - mean) / s, which is greatest where the model expects the worst score.
    """
    gain = mean - best
    certain = deviation <= 0
    s = np.where(certain, 1.0, deviation)
    z = gain / s
    pdf = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    return np.where(certain, np.maximum(gain, 0.0), s * (z * ndtr(z) + pdf))
