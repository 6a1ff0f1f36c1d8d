// CASL as its guide shows it: one ability a person, made beforehand; subjects carry what conditions ask about. A client
// knows who goes there and whose access was removed, so that no condition holds a long list.
import { AbilityBuilder, createMongoAbility, subject } from '@casl/ability';
import { company, measure, prepared } from './company.mjs';

const { roles, people, pairs, clients: clientCount, questions } = company();

function make() {
    const clients = Array.from({ length: clientCount }, (_, id) => ({ id, staff: [], removed: [] }));
    for (const [person, client, removed] of pairs) clients[client][removed ? 'removed' : 'staff'].push(person);
    for (const client of clients) subject('Client', client);
    const abilities = people.map((role, person) => {
        const { can, cannot, build } = new AbilityBuilder(createMongoAbility);
        if (roles[role].all) {
            can(roles[role].may, 'Client');
        } else {
            can(roles[role].may, 'Client', { staff: person });
            cannot(roles[role].may, 'Client', { removed: person });
        }
        return build();
    });
    return { clients, abilities };
}

const setup = await prepared(make);
const { clients, abilities } = setup.made;
measure('CASL', setup, questions,
    (question) => abilities[question.person].can(question.permission, clients[question.client]));
