{#- Whether a tier wins more than the next one down, in words. Reads tier, has_tier_below, win_rate,
    win_rate_below, decided, decided_below, win_rate_p_value, level, is_too_few. -#}
{% macro win_rate_verdict() -%}
    case
        when not has_tier_below then null
        when is_too_few or coalesce(win_rate_p_value, 1) >= level
            then 'Tier ' || cast(tier as string) || ' against Tier ' || cast(tier + 1 as string)
            || ': no evidence of a difference (n = ' || cast(won + lost + decided_below as string)
            || case when is_too_few then ': too few deals to tell' else '' end || ')'
        else 'Tier ' || cast(tier as string) || ' wins '
            || case when win_rate > win_rate_below then 'more' else 'less' end
            || ' than Tier ' || cast(tier + 1 as string)
            || ' (' || {{ percent('win_rate') }} || ' against ' || {{ percent('win_rate_below') }}
            || ', ' || {{ p_value_text('win_rate_p_value') }} || ')'
    end
{%- endmacro %}
