{#- Kept from refresh to refresh, of any date (decision 0063). -#}
{{ config(
    materialized=kept_rows(),
    incremental_strategy='delete+insert',
    unique_key='surge_key',
    post_hook="{{ files_kept('intent', 'surges') }}"
) }}
{%- set since = last_file_kept() if is_incremental() else none -%}
with

{{ newest_landed(source('intent', 'surges'), since) }},

final as (

    select
        _key as surge_key,
        {{ normalised_domain('domain') }} as domain,
        {{ trimmed('topic') }} as topic,
        {{ trimmed('provider') }} as provider,
        {{ trimmed('buying_stage') }} as buying_stage,
        surge_score,
        observed_at,
        {{ utc_date('observed_at') }} as observed_on,
        _file_order as file_order

    from newest

)

select * from final
