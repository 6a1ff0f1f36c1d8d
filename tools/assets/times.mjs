// The classes by which a visit says where it stands on the calendar: the content-security policy forbids inline style,
// so positions are words.  Steps of 5 minutes; lanes for up to 6 visits side by side.

export function timeStyles() {
    const rules = [];
    for (let minute = 0; minute < 1440; minute += 5) rules.push(`.t-${minute}{--t:${minute}}`);
    for (let minutes = 5; minutes <= 1440; minutes += 5) rules.push(`.for-${minutes}{--for:${minutes}}`);
    for (let hour = 0; hour < 24; hour++) rules.push(`.from-${hour}{--from:${hour}}`);
    for (let hour = 1; hour <= 24; hour++) rules.push(`.to-${hour}{--to:${hour}}`);
    for (let lanes = 2; lanes <= 6; lanes++)
        for (let lane = 1; lane <= lanes; lane++)
            rules.push(`.lane-${lane}-${lanes}{--lane:${lane - 1};--lanes:${lanes}}`);
    return rules.join('\n');
}
