{#- Descriptions, labels and notes move no score; a new name for a version does not either. -#}
{%- set tables = {
    'scoring_components': ['component', 'weight', 'min_observed'],
    'scoring_factors': [
        'component', 'factor', 'weight', 'method', 'scale', 'lower', 'upper', 'missing', 'sources'
    ],
    'scoring_points': ['factor', 'value', 'min_value', 'max_value', 'points'],
    'signal_types': [
        'signal_type',
        'factor',
        'points',
        'half_life_days',
        'contact_daily_cap',
        'account_daily_cap',
        'lookback_days',
    ],
} -%}
with
{% for table, columns in tables.items() %}
{{ table }} as (select {{ columns | join(', ') }} from {{ ref(table) }}),

published_{{ table }} as (

    select {{ columns | join(', ') }} from {{ ref('stg_published__' ~ table) }}

),

differing_{{ table }} as (

    (
        select * from {{ table }}
        except
        select * from published_{{ table }}
    )
    union all
    (
        select * from published_{{ table }}
        except
        select * from {{ table }}
    )

),
{% endfor %}
refreshes as (select code_version from {{ ref('stg_refresh__refreshes') }}),

published_releases as (select code_version from {{ ref('stg_published__release_info') }}),

programs as (

    select coalesce(published_releases.code_version <> refreshes.code_version, true) as is_changed

    from refreshes
    left join published_releases on true

),

final as (

    select
        {%- for table in tables %}
        (select count(*) from differing_{{ table }}) > 0{{ ' or' if not loop.last }}
        {%- endfor %}
            as is_scoring_changed,
        (select count(*) from differing_signal_types) > 0 as is_signal_types_changed,
        is_changed as is_code_changed

    from programs

)

select * from final
