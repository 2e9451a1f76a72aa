with

crm_accounts as (select * from {{ ref('stg_crm__accounts') }}),

final as (

    select
        account_id,
        parent_account_id,
        merged_into_id,
        owner_id,
        account_name as name,
        website,
        domain,
        account_type,
        lifecycle_stage,
        industry,
        country,
        region,
        city,
        currency,
        annual_revenue,
        employee_count,
        is_strategic,
        is_target_account,
        do_not_contact,
        is_deleted,
        created_at,
        updated_at

    from crm_accounts

)

select * from final
