with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

rates as (select * from {{ ref('int_exchange_rates_spanned') }}),

industries as (select * from {{ ref('industry_aliases') }}),

countries as (select * from {{ ref('country_aliases') }}),

final as (

    select
        accounts.account_id,
        -- a word that is no alias is the canonical name itself, or a new one
        coalesce(industries.industry, lower(accounts.industry)) as industry,
        countries.country,
        {{ in_base_currency('accounts.annual_revenue', 'rates.rate_to_base') }} as annual_revenue

    from accounts
    left join rates on {{ rate_in_force('rates', 'accounts.currency', as_of()) }}
    left join industries on lower(accounts.industry) = industries.alias
    left join countries on lower(accounts.country) = countries.alias

)

select * from final
