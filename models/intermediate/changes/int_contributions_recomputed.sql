{{ contributions_as_configured_before('int_factor_values_recalled') }}
