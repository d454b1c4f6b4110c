"""The proof file: everything of a filing, or of a whole ledger, in one ZIP that can be checked later."""

from tracker.exchange.proof.archive import Proof, proof_of
from tracker.exchange.proof.verify import ProofCheck, verify

__all__ = ["Proof", "ProofCheck", "proof_of", "verify"]
