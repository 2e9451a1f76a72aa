{#- Pairs worth comparing: spellings of records without an account, and of accounts, that share a
    word, their first or last letters, or all words. The rarest of these come first, and no spelling
    gets more than `max_accounts_per_block` accounts: else frequent words would pair everybody with
    everybody. -#}
with

records as (select * from {{ ref('int_records_asserted') }}),

named as (select * from {{ ref('int_records_named') }}),

names as (select * from {{ ref('int_names_normalised') }}),

account_names as (select * from {{ ref('int_account_names') }}),

open_names as (

    select distinct
        names.spelling,
        names.words,
        names.words_key

    from records
    inner join names on records.company_name = names.spelling
    left join named
        on
            records.source_table = named.source_table
            and records.record_key = named.record_key
    where records.matched_by is null and named.record_key is null

),
{% for side, key in [('account', 'account_id'), ('open', 'spelling')] %}
{{ side }}_blocks as (

    select {{ key }}, {{ 'account_name, ' if side == 'account' }}concat('word ', word) as block
    from (
        select
            {{ key }},
            {{ 'account_name,' if side == 'account' }}
            {{ unnested_words('words') }} as word
        from {{ side }}_names
    ) as unfolded

    union

    select {{ key }}, {{ 'account_name, ' if side == 'account' }}concat('all ', words_key) as block
    from {{ side }}_names

    union

    select {{ key }}, {{ 'account_name, ' if side == 'account' }}concat('first ', left(words_key, 4)) as block
    from {{ side }}_names

    union

    select {{ key }}, {{ 'account_name, ' if side == 'account' }}concat('last ', right(words_key, 4)) as block
    from {{ side }}_names

),
{% endfor %}
block_sizes as (

    select
        block,
        count(*) as accounts

    from account_blocks
    group by block

),

rarest as (

    select
        open_blocks.spelling,
        open_blocks.block,
        sum(block_sizes.accounts) over (
            partition by open_blocks.spelling
            order by block_sizes.accounts, open_blocks.block
            rows between unbounded preceding and current row
        ) as accounts_so_far

    from open_blocks
    inner join block_sizes on open_blocks.block = block_sizes.block
    where block_sizes.accounts <= {{ match_setting('max_accounts_per_block') }}

),

final as (

    select distinct
        rarest.spelling,
        account_blocks.account_name

    from rarest
    inner join account_blocks on rarest.block = account_blocks.block
    where rarest.accounts_so_far <= {{ match_setting('max_accounts_per_block') }}

)

select * from final
