{#- A hierarchy where many are good is worth more than its champion alone. Breadth is the share of
    the other members (all but the champion) from `rollup_breadth_min_score` on; it closes at
    most `rollup_breadth_lift` of the distance between the champion's score and 100. -#}
{%- set lift -%} cast({{ setting('rollup_breadth_lift') }} as double) {%- endset -%}
{%- set breadth -%} cast(rolled_up.others_in_breadth as double) / nullif(rolled_up.accounts - 1, 0) {%- endset -%}
with

ancestors as (select * from {{ ref('int_account_ancestors') }}),

account_scores as (select * from {{ ref('int_account_scores') }}),

pipelines as (select * from {{ ref('int_account_pipelines') }}),

rolled_up as (

    select
        ancestors.ancestor_account_id as account_id,
        max(account_scores.score) as highest_score,
        sum(account_scores.score) as scores_sum,
        count(*) as accounts,
        greatest(
            sum(
                case
                    when
                        account_scores.score
                        >= cast({{ setting('rollup_breadth_min_score') }} as decimal(7, 4))
                        then 1
                    else 0
                end
            ) - 1,
            0
        ) as others_in_breadth,
        sum(pipelines.open_pipeline_value) as open_pipeline_value

    from ancestors
    inner join account_scores on ancestors.account_id = account_scores.account_id
    inner join pipelines on ancestors.account_id = pipelines.account_id
    group by ancestors.ancestor_account_id

),

final as (

    select
        rolled_up.account_id,
        cast(
            case lower(trim({{ setting('rollup_method') }}))
                when 'champion' then rolled_up.highest_score
                when 'average'
                    then {{ rounded_ratio('rolled_up.scores_sum', 'rolled_up.accounts', 4, 7) }}
                when 'breadth'
                    then {{ rounded_double(
                        "cast(rolled_up.highest_score as double)"
                        ~ " + (100 - cast(rolled_up.highest_score as double)) * " ~ lift
                        ~ " * coalesce(" ~ breadth ~ ", 0)",
                        4, 7
                    ) }}
            end as decimal(7, 4)
        ) as rollup_score,
        cast(rolled_up.open_pipeline_value as decimal(18, 2)) as rollup_open_pipeline_value

    from rolled_up

)

select * from final
