#include "features/features.h"
#include "features/access/access.h"
#include "features/audit/audit.h"
#include "features/authzen/authzen.h"
#include "features/clients/clients.h"
#include "features/company/company.h"
#include "features/identity/identity.h"
#include "features/notices/notices.h"
#include "features/prove/prove.h"
#include "features/reviews/reviews.h"
#include "features/roles/roles.h"
#include "features/schedule/schedule.h"
#include "features/services/services.h"
#include "features/templates/templates.h"
#include "features/staff/staff.h"

const struct feature *const features[] = {
    /* access/ */
    &access_client_feature,
    &access_dated_feature,
    &access_feature,
    &access_lists_feature,
    &access_people_feature,
    &access_picker_feature,
    &access_requests_feature,
    &access_resolve_feature,
    &access_reviews_feature,
    &access_sheet_feature,
    &access_undo_feature,
    &audit_feature,
    &audit_heads_feature,
    /* authzen/ */
    &authzen_feature,
    &authzen_search_feature,
    /* clients/ */
    &clients_feature,
    &clients_edit_feature,
    &pets_feature,
    &pet_photo_feature,
    &search_feature,
    /* company/ */
    &company_feature,
    &setup_feature,
    &me_feature,
    &home_feature,
    /* identity/ */
    &sign_in_feature,
    &session_feature,
    &password_feature,
    &welcome_feature,
    &reset_feature,
    &token_feature,
    &mail_feature,
    &view_feature,
    &notices_feature,
    &prove_feature,
    /* reviews/ */
    &reviews_feature,
    &review_list_feature,
    &review_copy_feature,
    &review_record_feature,
    &reports_feature,
    /* roles/ */
    &compare_feature,
    &custom_roles_feature,
    &custom_roles_write_feature,
    &exceptions_feature,
    &permissions_feature,
    &permissions_save_feature,
    &permissions_undo_feature,
    &why_feature,
    /* schedule/ */
    &schedule_bulk_feature,
    &schedule_calendar_feature,
    &schedule_feature,
    &services_feature,
    /* templates/ */
    &templates_feature,
    &template_lines_feature,
    &template_periods_feature,
    /* staff/ */
    &staff_feature,
    &staff_edit_feature,
    &staff_leaver_feature,
    &staff_list_feature,
    &staff_owner_feature,
    &staff_role_feature,
    &staff_standing_feature,
};
const int feature_count = (int)ARRAY_SIZE(features);
