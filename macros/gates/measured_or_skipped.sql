{#- The end of a release metric: the CTEs `skipped` and `final`. Where `measured` has no row, one row says why, so that a
    check that had nothing to measure is told from one that was forgotten.
    `reason`: SQL text, begins with `skipped: `. `needs_previous`: a release without a predecessor says that instead;
    reads the CTE published_releases. -#}
{% macro measured_or_skipped(check_name, reason, needs_previous=false) -%}
skipped as (

    select
        '{{ check_name }}' as check_name,
        cast(null as string) as pool,
        cast(null as integer) as tier,
        cast(null as double) as value,
        cast(null as decimal(18, 6)) as basis,
        {%- if needs_previous %}
        case
            when (select count(*) from published_releases) = 0 then 'skipped: no previous release'
            else '{{ reason }}'
        end as detail
        {%- else %}
        '{{ reason }}' as detail
        {%- endif %}

    where (select count(*) from measured) = 0

),

final as (

    select * from measured

    union all

    select * from skipped

)
{%- endmacro %}
