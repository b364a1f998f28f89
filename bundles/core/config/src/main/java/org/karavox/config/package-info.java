/**
 * {@code voipmonitor.conf}: reading it, which bundle owns which key, converting values, and what to tell the operator.
 * Needs no framework; the half that talks to Configuration Admin is not exported.
 */
@Version("1.0.0")
@Export
package org.karavox.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
