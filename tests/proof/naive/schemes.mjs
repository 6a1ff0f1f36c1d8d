// The two schemes as the specification writes them (roles.md), typed from there and not from the program's own tables: hold
// them side by side.
//
//   -  locked off    +  locked on    y  editable, on by default    n  editable, off by default
//   o  own                                    (ROL-155, ROL-157: about oneself, and nothing else)
//   m  with ROL-102, at or below one's level  w  performers and supporters only    a  any role, Owner Admin too
//   s  the support view (ACC-05)              i  with ROL-125                      r  with ROL-128

// ROL-162 to ROL-166 have no column there; docs/rules.md has what was decided.
const FIELD = `
id      permission                          T S OM A
ROL-101 manage_own_notifications            y y y  +
ROL-102 manage_staff                        - - y  +
ROL-103 request_time_off_without_approval   y y y  y
ROL-104 approve_time_off                    - - y  +
ROL-105 generate_own_pay_stubs              n n y  +
ROL-106 manage_client_keys                  n n +  +
ROL-107 edit_clients_and_pets               y y +  +
ROL-108 see_all_clients                     - - +  +
ROL-109 add_clients                         - - +  +
ROL-110 post_messages_without_approval      y y y  y
ROL-111 private_message                     - - n  +
ROL-112 approve_messages                    - - y  +
ROL-113 approve_clients                     - - y  +
ROL-114 view_client_schedule                n n +  +
ROL-115 view_client_history                 - - y  +
ROL-116 manage_services                     - - y  +
ROL-117 manage_packages                     - - y  +
ROL-118 view_company_calendar               n n y  +
ROL-119 view_company_time_off               n n y  +
ROL-120 manage_scheduling                   - - +  +
ROL-121 manage_templates                    - - y  +
ROL-122 manage_schedule_blocks              - - y  +
ROL-123 configure_scheduler                 - - n  +
ROL-124 complete_without_message            y y y  +
ROL-125 manage_invoicing                    - - y  +
ROL-126 charge_clients                      - - n  +
ROL-127 configure_invoicing                 - - n  +
ROL-128 report_schedules                    - - y  +
ROL-129 report_revenue                      - - n  +
ROL-130 report_payments                     - - n  +
ROL-131 report_clients                      - - y  +
ROL-132 email_clients                       - - n  +
ROL-151 manage_permissions                  - - -  +
ROL-152 assign_roles                        - - m  +
ROL-153 company_settings                    - - -  +
ROL-154 approve_requests                    - - +  +
ROL-155 view_audit                          o o m  +
ROL-156 view_payouts                        - - -  +
ROL-157 manage_access                       o o m  +
ROL-158 manage_resources                    - - +  +
ROL-160 view_client_invoices                - - i  +
ROL-161 deliver_services                    + + +  +
ROL-162 assist_appointments                 - - +  +
ROL-163 report_operational                  - - r  +
ROL-164 report_personal                     + + +  +
ROL-165 operational_settings                - - -  +
ROL-166 ask_about_others                    o o m  +
`;

const FACILITY = `
id      permission                          OA AD SP SS
ROL-101 manage_own_notifications            +  y  y  y
ROL-102 manage_staff                        +  +  -  -
ROL-103 request_time_off_without_approval   y  y  n  n
ROL-104 approve_time_off                    +  +  -  -
ROL-105 generate_own_pay_stubs              +  y  n  n
ROL-106 manage_client_keys                  +  +  n  -
ROL-107 edit_clients_and_pets               +  +  n  -
ROL-108 see_all_clients                     +  +  -  s
ROL-109 add_clients                         +  +  -  n
ROL-110 post_messages_without_approval      y  y  y  n
ROL-111 private_message                     +  y  -  -
ROL-112 approve_messages                    +  +  -  -
ROL-113 approve_clients                     +  +  -  -
ROL-114 view_client_schedule                +  +  n  +
ROL-115 view_client_history                 +  +  -  -
ROL-116 manage_services                     +  +  -  -
ROL-117 manage_packages                     +  y  -  -
ROL-118 view_company_calendar               +  +  n  y
ROL-119 view_company_time_off               +  +  n  n
ROL-120 manage_scheduling                   +  +  -  -
ROL-121 manage_templates                    +  +  -  -
ROL-122 manage_schedule_blocks              +  +  -  -
ROL-123 configure_scheduler                 +  y  -  -
ROL-124 complete_without_message            +  +  y  -
ROL-125 manage_invoicing                    +  n  -  -
ROL-126 charge_clients                      +  n  -  -
ROL-127 configure_invoicing                 +  -  -  -
ROL-128 report_schedules                    +  +  -  -
ROL-129 report_revenue                      +  -  -  -
ROL-130 report_payments                     +  -  -  -
ROL-131 report_clients                      +  +  -  -
ROL-132 email_clients                       +  y  -  -
ROL-151 manage_permissions                  +  -  -  -
ROL-152 assign_roles                        a  w  -  -
ROL-153 company_settings                    +  -  -  -
ROL-154 approve_requests                    +  +  -  -
ROL-155 view_audit                          +  w  o  o
ROL-156 view_payouts                        +  -  -  -
ROL-157 manage_access                       +  w  o  o
ROL-158 manage_resources                    +  +  -  -
ROL-160 view_client_invoices                +  +  -  -
ROL-161 deliver_services                    +  +  +  -
ROL-162 assist_appointments                 +  +  -  +
ROL-163 report_operational                  +  +  -  -
ROL-164 report_personal                     +  +  +  -
ROL-165 operational_settings                +  +  -  -
ROL-166 ask_about_others                    +  w  o  o
`;

// ROL-07: the app's and the dashboard's own; the API counts as the dashboard (docs/rules.md).
export const SURFACES = ['dashboard', 'field_app', 'api', 'any'];
export function barredFrom(role, permission, surface) {
    if (permission === 'manage_client_keys' && (role === 'trainee' || role === 'staff'))
        return surface === 'dashboard' || surface === 'api';
    return (permission === 'edit_clients_and_pets' || permission === 'view_company_calendar') && surface === 'field_app';
}

// ROL-140
export const COUPLINGS = { approve_time_off: 'view_company_time_off', configure_invoicing: 'manage_invoicing' };

// Least to most, as roles.md has them: sees all clients, those of a relation, or all in the support view; level; and
// whether a Preferred listing is a relation (ACC-02).
function scheme(text, roles) {
    const cells = {};
    const permissions = [];
    for (const line of text.trim().split('\n').slice(1)) {
        const [, permission, ...letters] = line.split(/ +/);
        permissions.push(permission);
        cells[permission] = Object.fromEntries(Object.keys(roles).map((role, i) => [role, letters[i]]));
    }
    return { permissions, cells, roles };
}

export const SCHEMES = {
    field: scheme(FIELD, {
        trainee: { level: 1, sees: 'related', preferred: true, assignable: true },
        staff: { level: 2, sees: 'related', preferred: true, assignable: true },
        office_manager: { level: 3, sees: 'all', assignable: true },
        admin: { level: 4, sees: 'all', assignable: true },
    }),
    facility: scheme(FACILITY, {
        owner_admin: { level: 4, sees: 'all', assignable: true },
        admin: { level: 3, sees: 'all', assignable: true },
        service_performer: { level: 2, sees: 'related', preferred: false, assignable: true },
        service_supporter: { level: 1, sees: 'support', assignable: false },
    }),
};

export const editable = (letter) => letter === 'y' || letter === 'n';
