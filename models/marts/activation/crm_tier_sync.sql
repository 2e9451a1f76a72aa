with

records as (select * from {{ ref('crm_tier_state') }}),

previous_records as (select * from {{ ref('stg_published__crm_tier_state') }}),

final as (

    select
        records.crm_account_id,
        records.crm,
        records.crm_record_id,
        records.account_id,
        records.account_name,
        records.pool,
        records.tier,
        records.tier_name,
        records.tier_since,
        records.tier_reason_text,
        records.is_holdout,
        records.score_band,
        records.top_factors,
        records.score,
        records.as_of_date,
        records.release_id,
        previous_records.tier as previous_tier,
        previous_records.score_band as previous_score_band,
        case
            when previous_records.crm_account_id is null then 'new'
            when
                records.tier is distinct from previous_records.tier
                or records.tier_name is distinct from previous_records.tier_name
                or records.tier_since is distinct from previous_records.tier_since
                then 'tier'
            when records.is_holdout is distinct from previous_records.is_holdout then 'holdout'
            when records.score_band is distinct from previous_records.score_band then 'score_band'
            else 'reasons'
        end as change_type

    from records
    left join previous_records on records.crm_account_id = previous_records.crm_account_id
    where
        previous_records.crm_account_id is null
        {%- for column in columns_told() %}
        or records.{{ column }} is distinct from previous_records.{{ column }}
        {%- endfor %}

)

select * from final
