{#- An amount in the base currency (INPUTS, "Currency"): null when there is no rate for its
    currency on its day. -#}
{% macro in_base_currency(amount, rate_to_base) -%}
    cast(round({{ wide_decimal(amount, 2) }} * {{ rate_to_base }}, 2) as decimal(18, 2))
{%- endmacro %}

{#- Join condition with int_exchange_rates_spanned: the currency's rate in force on a day. -#}
{% macro rate_in_force(rates, currency, day) -%}
    coalesce({{ currency }}, '') = {{ rates }}.currency
    and {{ rates }}.valid_from <= {{ day }}
    and {{ day }} < {{ rates }}.valid_to
{%- endmacro %}
