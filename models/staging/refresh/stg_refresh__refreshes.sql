with

source as (select * from {{ source('refresh', 'refresh') }}),

final as (

    select
        release_id,
        previous_release_id,
        policy,
        policy_reason,
        approved_by,
        waivers,
        config_hash,
        input_hash,
        code_version,
        gap_days,
        is_reconstructed,
        is_demo,
        as_of as as_of_date,
        previous_as_of as previous_as_of_date

    from source

)

select * from final
