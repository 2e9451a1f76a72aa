{#- A tier_reason of SCORING 5, rule 7, in words; null for `qualified`, which says nothing that the tier does not.
    `event` names the active event, if any, `displaced_from_tier` the tier that had no seat. -#}
{% macro tier_reason_in_words(reason, event, displaced_from_tier) -%}
    case {{ reason }}
        when 'excluded' then 'an exclusion rule keeps it out'
        when 'not_target' then 'it fails the criteria of the last tier'
        when 'override' then 'a person decided so'
        when 'trigger' then coalesce(replace({{ event }}, '_', ' '), 'an event') || ' lifts it for a while'
        when 'held_policy' then 'this policy demotes nobody'
        when 'held_dwell' then 'it has not been in this tier long enough to leave it'
        when 'held_rule' then 'a hold rule protects it, such as an open negotiation'
        when 'held_trigger'
            then coalesce(replace({{ event }}, '_', ' '), 'an event') || ' promises it this tier'
        when 'held_turnover' then 'enough accounts have left this tier at this re-tier'
        when 'trigger_waiting' then 'the seats for its event are taken'
        when 'capacity'
            then
                'the seats of Tier ' || cast({{ displaced_from_tier }} as string)
                || ' went to accounts ranked above it'
        when 'policy' then 'this policy promotes nobody'
        when 'band' then 'the band protects it from flapping'
    end
{%- endmacro %}
