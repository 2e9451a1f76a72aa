with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

hierarchies as (select * from {{ ref('int_account_hierarchies') }}),

sites as (select * from {{ ref('int_sites_equipped') }}),

signal_values as (

    select
        account_id,
        {{ signal_factor('installed_base_need') }},
        {{ signal_factor('company_momentum') }}

    from {{ ref('int_signal_factors_summed') }}
    group by account_id

),

final as (

    select
        accounts.account_id,
        case
            when accounts.is_strategic then 'true'
            when not accounts.is_strategic then 'false'
        end as strategic_account,
        case
            when sites.is_known
                then {{ rounded_ratio('sites.sites - sites.sites_equipped', 'sites.sites', 4, 7) }}
        end as white_space,
        signal_values.installed_base_need,
        signal_values.company_momentum

    from accounts
    left join hierarchies on accounts.account_id = hierarchies.account_id
    left join sites on hierarchies.top_account_id = sites.top_account_id
    left join signal_values on accounts.account_id = signal_values.account_id

)

select * from final
