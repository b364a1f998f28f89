/** JSON as the tests read and write it: maps, lists, strings, numbers. */
package org.karavox.itests.json;
