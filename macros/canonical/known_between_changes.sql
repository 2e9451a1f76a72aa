{#- What a field of an opportunity was from a moment of change on: what its last change made it, else what
    its next change replaced, else what it is now. `changes`: a relation with one row per
    opportunity and moment, `<field>` and `<field>_before` null where the field did not change. -#}
{% macro known_between_changes(changes, field, current_value) -%}
    coalesce(
        last_value({{ changes }}.{{ field }} ignore nulls) over (
            partition by {{ changes }}.opportunity_id
            order by {{ changes }}.changed_at
            rows between unbounded preceding and current row
        ),
        first_value({{ changes }}.{{ field }}_before ignore nulls) over (
            partition by {{ changes }}.opportunity_id
            order by {{ changes }}.changed_at
            rows between current row and unbounded following
        ),
        {{ current_value }}
    )
{%- endmacro %}
