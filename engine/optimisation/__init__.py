"""Judgement, evidence and policy in; publishable weights out."""
