"""The other engine: the same models on a Spark cluster, through dbt-spark and Spark's SQL server
(docs/decisions/0056-spark-computes-the-home-decides.md)."""

from orchestration.lib.spark.cluster import Cluster
from orchestration.lib.spark.engine import Spark
from orchestration.lib.spark.serving import serve

__all__ = ["Cluster", "Spark", "serve"]
