// Every second page as the owner meets it.
import {everyPage} from './support/every-page.mjs';

everyPage('olivia', 12, 1, 2);
