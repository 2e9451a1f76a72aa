/*
Detects: Pareto curves of revenue_contribution that do not end at 1, or shares that do not add up
to it.
Why it matters: a part of the revenue would be shown as the whole.
A row is: one dimension.
*/
with

segments as (select * from {{ ref('revenue_contribution') }})

select dimension

from segments
group by dimension
having
    sum(won_share) <> 1
    or sum(order_share) <> 1
    or max(won_cumulative_share) <> 1
    or max(order_cumulative_share) < 1
