{#- On Spark a view is a table: planning a stack of views, with all that is above and below each of them in one
    plan, takes Spark far longer than writing down the rows. -#}
{% materialization view, adapter='spark' %}
    {{ return(materialization_table_spark()) }}
{% endmaterialization %}
