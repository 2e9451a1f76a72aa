"""One record of each vendor table in every documented spelling of its headers (models/staging/<vendor>/)."""

from __future__ import annotations

from typing import NamedTuple

FIVETRAN = "as Fivetran lands it"
API = "as the API names it"
OWN_CSV = "as the vendor's own CSV labels it"


class Record(NamedTuple):
    """A record: the contract's columns, its values in raw, and header lines that must land as the same row."""

    columns: str
    row: str
    spellings: dict[str, str]


RECORDS: dict[str, Record] = {
    "hubspot/companies": Record(
        columns=(
            "company_id,name,domain,website,parent_company_id,owner_id,type,lifecyclestage,industry,"
            "annualrevenue,numberofemployees,country,state,city,is_target_account,created_at,updated_at,"
            "is_deleted,merged_company_ids"
        ),
        row=(
            "7,Acme GmbH,acme.de,www.acme.de,3,12,PROSPECT,lead,FOOD_PRODUCTION,1000000.00,50,Germany,Bavaria,"
            "Munich,true,2020-01-02 03:04:05,2021-01-02 03:04:05,false,8;9"
        ),
        spellings={
            FIVETRAN: (
                "id,property_name,property_domain,property_website,property_hs_parent_company_id,"
                "property_hubspot_owner_id,property_type,property_lifecyclestage,property_industry,"
                "property_annualrevenue,property_numberofemployees,property_country,property_state,property_city,"
                "property_hs_is_target_account,property_createdate,property_hs_lastmodifieddate,is_deleted,"
                "property_hs_merged_object_ids"
            ),
            API: (
                "hs_object_id,name,domain,website,parent_company_id,owner_id,type,lifecyclestage,industry,"
                "annualrevenue,numberofemployees,country,state,city,is_target_account,createdate,lastmodifieddate,"
                "archived,merged_company_ids"
            ),
            OWN_CSV: (
                "Record ID,Company name,Company Domain Name,Website URL,Parent Company IDs,Company owner,"
                "Company type,Lifecycle Stage,Industry,Annual Revenue,Number of Employees,Country/Region,"
                "State/Region,City,Target Account,Create Date,Last Modified Date,_fivetran_deleted,"
                "Merged object IDs"
            ),
            "with the other names": (
                "company_id,name,domain,website,parent_company_id,owner_id,type,lifecyclestage,industry,"
                "annualrevenue,numberofemployees,country,state,city,is_target_account,createdate,lastmodifieddate,"
                "archived,Merged record IDs"
            ),
            "with the merged ids as companies": (
                "company_id,name,domain,website,parent_company_id,owner_id,type,lifecyclestage,industry,"
                "annualrevenue,numberofemployees,country,state,city,is_target_account,createdate,lastmodifieddate,"
                "archived,Merged Company IDs"
            ),
        },
    ),
    "hubspot/companies with properties of the account's own": Record(
        columns="company_id,name,currency_code,is_strategic,do_not_contact",
        row="8,Acme,USD,true,false",
        spellings={
            FIVETRAN: "id,property_name,property_currency,property_strategic_account,property_do_not_contact",
            API: "id,name,currency_code,strategic,do_not_contact",
            OWN_CSV: "Record ID,Company name,Currency,Key account,Do not contact",
        },
    ),
    "hubspot/deals": Record(
        columns=(
            "deal_id,dealname,pipeline,dealstage,dealtype,amount,currency_code,stage_probability,owner_id,"
            "closed_at,created_at,updated_at,is_closed,is_closed_won,primary_company_id,is_deleted"
        ),
        row=(
            "7,Line 3,default,closedwon,newbusiness,1000.00,EUR,1.000000,12,2021-03-02 00:00:00,"
            "2020-01-02 03:04:05,2021-01-02 03:04:05,true,true,5,false"
        ),
        spellings={
            FIVETRAN: (
                "deal_id,property_dealname,deal_pipeline_id,deal_pipeline_stage_id,property_dealtype,"
                "property_amount,property_deal_currency_code,property_hs_deal_stage_probability,owner_id,"
                "property_closedate,property_createdate,property_hs_lastmodifieddate,property_hs_is_closed,"
                "property_hs_is_closed_won,property_hs_primary_associated_company,is_deleted"
            ),
            API: (
                "id,dealname,pipeline,dealstage,dealtype,amount,currency_code,stage_probability,hubspot_owner_id,"
                "closedate,createdate,lastmodifieddate,is_closed,is_closed_won,primary_company_id,archived"
            ),
            OWN_CSV: (
                "Record ID,Deal Name,Pipeline,Deal Stage,Deal Type,Amount,Currency,Deal probability,Deal owner,"
                "Close Date,Create Date,Last Modified Date,Is Deal Closed?,Is Closed Won,"
                "Associated Company IDs (Primary),_fivetran_deleted"
            ),
            "with the other names": (
                "hs_object_id,dealname,pipeline,dealstage,dealtype,amount,currency,stage_probability,owner_id,"
                "closedate,createdate,lastmodifieddate,is_closed,is_closed_won,Primary Associated Company,"
                "is_deleted"
            ),
        },
    ),
    "hubspot/deals with several companies": Record(
        columns="deal_id,associated_company_ids",
        row="7,5;6",
        spellings={
            API: "deal_id,associated company id",
            OWN_CSV: "Record ID,Associated Company IDs",
        },
    ),
    "hubspot/deal_companies": Record(
        columns="deal_id,company_id,type_id,category",
        row="7,5,341,HUBSPOT_DEFINED",
        spellings={
            API: "dealId,companyId,associationTypeId,associationCategory",
        },
    ),
    "hubspot/deal_stages": Record(
        columns="stage_id,label,probability,is_closed,is_closed_won",
        row="closedwon,Closed won,1.000000,true,true",
        spellings={
            FIVETRAN: "stage_id,label,probability,is_closed,closed_won",
            API: "id,stage_name,probability,isClosed,is_closed_won",
        },
    ),
    "hubspot/deal_stage_history": Record(
        columns="deal_id,date_entered,stage_id",
        row="7,2021-01-02 03:04:05,closedwon",
        spellings={
            FIVETRAN: "deal_id,date_entered,value",
            API: "dealId,dateEntered,stage_id",
        },
    ),
    "hubspot/deal_property_history": Record(
        columns="deal_id,name,changed_at,value",
        row="7,dealstage,2021-01-02 03:04:05,closedwon",
        spellings={
            FIVETRAN: "deal_id,name,timestamp,value",
            "with instants": "deal_id,name,timestamp_instant,value",
            API: "dealId,name,changed_at,value",
        },
    ),
    "hubspot/merged_deals": Record(
        columns="merged_deal_id,deal_id",
        row="8,7",
        spellings={},
    ),
    "hubspot/contacts": Record(
        columns=(
            "contact_id,email,jobtitle,seniority,job_function,buying_role,company_id,created_at,"
            "updated_at,is_deleted,merged_contact_ids"
        ),
        row="7,,Buyer,manager,Purchasing,DECISION_MAKER;CHAMPION,5,2020-01-02 03:04:05,2021-01-02 03:04:05,false,8;9",
        spellings={
            FIVETRAN: (
                "id,property_email,property_jobtitle,property_hs_seniority,property_hs_role,"
                "property_hs_buying_role,property_associatedcompanyid,property_createdate,"
                "property_lastmodifieddate,_fivetran_deleted,property_hs_merged_object_ids"
            ),
            API: (
                "vid,email,jobtitle,seniority,job_function,buying_role,company_id,createdate,hs_lastmodifieddate,"
                "archived,hs_calculated_merged_vids"
            ),
            OWN_CSV: (
                "Record ID,Email address,Job Title,Employment Seniority,Employment Role,Buying Role,"
                "Associated Company IDs (Primary),Create Date,Last Modified Date,is_deleted,Merged contact IDs"
            ),
            "with the other names": (
                "hs_object_id,email,jobtitle,seniority,Department,buying_role,Primary Associated Company ID,"
                "createdate,lastmodifieddate,is_deleted,Merged vids"
            ),
            "with one company": (
                "contact_id,email,jobtitle,seniority,job_function,buying_role,Associated Company ID,createdate,"
                "lastmodifieddate,is_deleted,merged_contact_ids"
            ),
        },
    ),
    "hubspot/contacts with several companies": Record(
        columns="contact_id,associated_company_ids",
        row="7,5;6",
        spellings={
            OWN_CSV: "Record ID,Associated Company IDs",
        },
    ),
    "hubspot/contact_merges": Record(
        columns="merged_contact_id,surviving_contact_id",
        row="8,7",
        spellings={
            FIVETRAN: "vid_to_merge,canonical_vid",
        },
    ),
    "hubspot/owners": Record(
        columns="owner_id,first_name,last_name,archived",
        row="12,Ada,Byron,false",
        spellings={
            API: "id,firstName,lastName,archived",
        },
    ),
    "hubspot/owner_teams": Record(
        columns="owner_id,team_id,is_primary",
        row="12,1,true",
        spellings={
            FIVETRAN: "owner_id,team_id,is_team_primary",
            API: "ownerId,teamId,primary",
        },
    ),
    "hubspot/teams": Record(
        columns="team_id,name",
        row="1,DACH",
        spellings={
            FIVETRAN: "id,name",
        },
    ),
    "hubspot/engagements": Record(
        columns="engagement_id,type,occurred_at,created_at,owner_id,is_deleted",
        row="7,CALL,2021-01-02 03:04:05,2021-01-03 00:00:00,12,false",
        spellings={
            FIVETRAN: "id,type,timestamp,created_at,owner_id,_fivetran_deleted",
            API: "hs_object_id,engagement_type,hs_timestamp,hs_createdate,hubspot_owner_id,archived",
            OWN_CSV: "Record ID,Activity type,Activity date,Create date,Activity assigned to,is_deleted",
        },
    ),
    "hubspot/calls of a type": Record(
        columns="engagement_id,activity_type",
        row="8,Product demo",
        spellings={
            FIVETRAN: "engagement_id,property_hs_activity_type",
            OWN_CSV: "Record ID,Call and meeting type",
        },
    ),
    "hubspot/calls": Record(
        columns="engagement_id,occurred_at,created_at,status,direction,owner_id,is_deleted",
        row="7,2021-01-02 03:04:05,2021-01-03 00:00:00,COMPLETED,OUTBOUND,12,false",
        spellings={
            FIVETRAN: (
                "engagement_id,property_hs_timestamp,property_hs_createdate,property_hs_call_status,"
                "property_hs_call_direction,property_hubspot_owner_id,_fivetran_deleted"
            ),
            API: "id,timestamp,created_at,status,direction,owner_id,archived",
            OWN_CSV: "Record ID,Activity date,Create date,Call status,Call direction,Activity assigned to,is_deleted",
            "named as the columns": "hs_object_id,occurred_at,created_at,status,direction,owner_id,is_deleted",
        },
    ),
    "hubspot/meetings of a type": Record(
        columns="engagement_id,activity_type",
        row="8,Product demo",
        spellings={
            FIVETRAN: "engagement_id,property_hs_activity_type",
            OWN_CSV: "Record ID,Call and meeting type",
        },
    ),
    "hubspot/meetings": Record(
        columns="engagement_id,starts_at,occurred_at,created_at,outcome,owner_id,is_deleted",
        row="7,2021-01-02 03:04:05,2021-01-02 03:04:05,2021-01-03 00:00:00,COMPLETED,12,false",
        spellings={
            FIVETRAN: (
                "engagement_id,start_time,property_hs_timestamp,property_hs_createdate,meeting_outcome,"
                "property_hubspot_owner_id,_fivetran_deleted"
            ),
            API: "id,hs_meeting_start_time,timestamp,created_at,hs_meeting_outcome,owner_id,archived",
            OWN_CSV: (
                "Record ID,Meeting start time,Activity date,Create date,Meeting outcome,Activity assigned to,is_deleted"
            ),
            "named as the columns": "hs_object_id,starts_at,occurred_at,created_at,outcome,owner_id,is_deleted",
        },
    ),
    "hubspot/emails": Record(
        columns="engagement_id,occurred_at,created_at,direction,owner_id,is_deleted",
        row="7,2021-01-02 03:04:05,2021-01-03 00:00:00,EMAIL,12,false",
        spellings={
            FIVETRAN: (
                "engagement_id,property_hs_timestamp,property_hs_createdate,type,property_hubspot_owner_id,"
                "_fivetran_deleted"
            ),
            API: "id,timestamp,created_at,hs_email_direction,owner_id,archived",
            OWN_CSV: "Record ID,Activity date,Create date,Email direction,Activity assigned to,is_deleted",
            "named as the columns": "hs_object_id,occurred_at,created_at,direction,owner_id,is_deleted",
        },
    ),
    "hubspot/notes_and_tasks": Record(
        columns="engagement_id,type,occurred_at,created_at,owner_id,is_deleted",
        row="7,NOTE,2021-01-02 03:04:05,2021-01-03 00:00:00,12,false",
        spellings={
            FIVETRAN: (
                "engagement_id,type,property_hs_timestamp,property_hs_createdate,property_hubspot_owner_id,"
                "_fivetran_deleted"
            ),
            API: "id,engagement_type,timestamp,created_at,owner_id,archived",
            OWN_CSV: "Record ID,Activity type,Activity date,Create date,Activity assigned to,is_deleted",
            "named as the columns": "hs_object_id,type,occurred_at,created_at,owner_id,is_deleted",
            "of a task": "engagement_id,type,Due date,created_at,owner_id,is_deleted",
        },
    ),
    "hubspot/engagement_companies": Record(
        columns="engagement_id,company_id",
        row="7,5",
        spellings={},
    ),
    "hubspot/engagement_contacts": Record(
        columns="engagement_id,contact_id",
        row="7,5",
        spellings={},
    ),
    "hubspot/email_events": Record(
        columns="event_id,type,created,recipient,email_campaign_id,is_filtered",
        row="7,OPEN,2021-01-02 03:04:05,,2,false",
        spellings={
            FIVETRAN: "id,type,created,recipient,email_campaign_id,filtered_event",
            API: "event_id,event_type,created_at,email,emailCampaignId,is_filtered",
            "with a time stamp": "event_id,type,timestamp,email_address,email_campaign_id,filteredEvent",
        },
    ),
    "hubspot/email_event_clicks": Record(
        columns="event_id,url",
        row="7,https://ours.example/a",
        spellings={
            FIVETRAN: "id,url",
        },
    ),
    "hubspot/email_event_status_changes": Record(
        columns="event_id,portal_subscription_status",
        row="7,UNSUBSCRIBED",
        spellings={
            FIVETRAN: "id,portal_subscription_status",
            API: "event_id,portalSubscriptionStatus",
        },
    ),
    "hubspot/email_campaigns": Record(
        columns="email_campaign_id,name",
        row="2,Spring",
        spellings={
            FIVETRAN: "id,name",
        },
    ),
    "hubspot/form_submissions": Record(
        columns="conversion_id,contact_id,form_id,submitted_at,page_url,title",
        row="7,5,123,2021-01-02 03:04:05,https://ours.example/a,Contact us",
        spellings={
            FIVETRAN: "conversion_id,contact_id,form_id,timestamp,page_url,title",
            API: "conversion-id,vid,form_guid,submitted_at,url,form_name",
            OWN_CSV: "conversion_id,contact_id,form_id,Conversion Date,page_url,Conversion Title",
        },
    ),
    "marketo/leads": Record(
        columns=(
            "lead_id,email,company,website,lead_source,lead_status,sfdc_account_id,sfdc_contact_id,created_at,"
            "updated_at,is_deleted"
        ),
        row="7,,Acme GmbH,www.acme.de,Web,New,001A,003A,2020-01-02 03:04:05,2021-01-02 03:04:05,false",
        spellings={
            FIVETRAN: (
                "id,email,company,website,lead_source,lead_status,sfdc_account_id,sfdc_contact_id,created_at,"
                "updated_at,_fivetran_deleted"
            ),
            API: (
                "leadId,email,company,website,leadSource,leadStatus,sfdcAccountId,sfdcContactId,createdAt,"
                "updatedAt,is_deleted"
            ),
            OWN_CSV: (
                "Person Id,Email Address,Company Name,Website,Person Source,Person Status,Salesforce Account Id,"
                "Salesforce Contact Id,Created,Updated,is_deleted"
            ),
        },
    ),
    "marketo/activities": Record(
        columns="activity_id,lead_id,activity_date,activity_type_id,campaign_id,url,is_bot_activity",
        row="7,5,2021-01-02 03:04:05,11,2,https://ours.example/a,false",
        spellings={
            FIVETRAN: "id,lead_id,activity_date,activity_type_id,campaign_id,link,is_bot_activity",
            API: "marketoGUID,leadId,activityDate,activityTypeId,campaignId,Webpage URL,Is Bot Activity",
            "named as the columns": (
                "activity_id,person_id,activity_date,activity_type_id,campaign_id,url,is_bot_activity"
            ),
            "of a visit": "id,lead_id,activity_date,activity_type_id,campaign_id,Web Page URL,is_bot_activity",
        },
    ),
    "marketo/lead_merges": Record(
        columns="activity_id,lead_id,activity_date,merged_lead_ids",
        row="7,5,2021-01-02 03:04:05,8;9",
        spellings={
            FIVETRAN: "id,lead_id,activity_date,merge_ids",
            API: "marketoGUID,leadId,activityDate,mergedLeadIds",
        },
    ),
    "marketo/lead_deletions": Record(
        columns="activity_id,lead_id,activity_date",
        row="7,5,2021-01-02 03:04:05",
        spellings={
            FIVETRAN: "id,lead_id,activity_date",
            API: "marketoGUID,leadId,activityDate",
        },
    ),
    "marketo/campaigns": Record(
        columns="campaign_id,name,updated_at",
        row="2,Spring,2021-01-02 03:04:05",
        spellings={
            FIVETRAN: "id,name,updated_at",
            API: "campaignId,name,updatedAt",
        },
    ),
    "sixsense/account_scores": Record(
        columns="domain,product,buying_stage,intent_score,profile_fit,segments,observed_at",
        row="acme.de,Lines,Decision,87.000000,Strong,ICP;EMEA,2021-01-04 00:00:00",
        spellings={
            "as its Salesforce package names it": (
                "Website,Product,accountBuyingStage6sense__c,accountIntentScore6sense__c,"
                "accountProfileFit6sense__c,X6Sense_Segments__c,accountUpdateDate6sense__c"
            ),
            "as the package labels it": (
                "Account Domain,6sense Product,6sense Account Buying Stage,6sense Account Intent Score,"
                "6sense Account Profile Fit,6sense Segments,6sense Account Update Date"
            ),
            API: (
                "company_domain,product,company_buying_stage,company_intent_score,company_profile_fit,"
                "segment_names,date"
            ),
            OWN_CSV: (
                "6sense Domain,Product Category,6sense Buying Stage,6sense Intent Score,6sense Profile Fit,"
                "Segments,Export Date"
            ),
            "by account": (
                "domain,product,Account Buying Stage,Account Intent Score,Account Profile Fit,segments,"
                "Account Update Date"
            ),
            "updated": "domain,product,buying_stage,intent_score,profile_fit,segments,Update Date",
            "scored": "domain,product,buying_stage,intent_score,profile_fit,segments,Score Date",
            "weekly": "domain,product,buying_stage,intent_score,profile_fit,segments,Week",
            "by the end of the week": "domain,product,buying_stage,intent_score,profile_fit,segments,Week Ending",
            "with a time stamp": "domain,product,buying_stage,intent_score,profile_fit,segments,Timestamp",
        },
    ),
    "bombora/company_surges": Record(
        columns="domain,topic_name,composite_score,observed_at",
        row="acme.de,Packaging,87.000000,2021-01-04 00:00:00",
        spellings={
            OWN_CSV: "Domain,Topic Name,Composite Score,Report Date",
            "as a warehouse delivery names it": "Company_Domain,Topic,Topic_Composite_Score,DateStamp",
            "as resellers name it": "Company URL,Intent Topic,Company Surge Score,Date",
            "by surge": "Website,Topic Name,Surge Score,Surge Date",
            "weekly": "domain,topic,score,week",
            "by the end of the week": "domain,topic,score,Week Ending",
            "of the week": "domain,topic,score,Week of",
            "observed": "domain,topic,score,observed_at",
        },
    ),
}
"""`source/table`, where need be followed by what is special about the record -> the record."""
