with

changes as (select * from {{ ref('int_account_changes') }}),

final as (

    select
        account_id,
        pool,
        from_tier,
        to_tier,
        tier_reason,
        score,
        previous_score,
        delta_decay,
        delta_data,
        delta_config,
        delta_code,
        explanation,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from changes

)

select * from final
