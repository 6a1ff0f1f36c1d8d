// Every page as a worker meets it.
import {everyPage} from './support/every-page.mjs';

everyPage('dana', 8);
