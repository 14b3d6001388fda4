use crate::forecast::{History, Method, SPREAD_ASSUMED, date_of, day_of};
use crate::sample::poisson_count;
use crate::stream::{Cause, Streams};

/// Weeks of four intervals a day, twice as many on Mondays, `drift` more each week; with `noise` drawn, otherwise means.
fn weeks(count: i64, drift: f64, noise: bool) -> String {
    let first = day_of("2026-01-05").expect("a date");
    let mut text = "date,from,workstream,arrivals,handle_s\n".to_owned();
    for day in 0..7 * count {
        for (number, mean) in [10.0, 40.0, 30.0, 20.0].into_iter().enumerate() {
            let mean = mean * if day % 7 == 0 { 2.0 } else { 1.0 } * (1.0 + drift * (day / 7) as f64);
            let entity = (day * 4) as u64 + number as u64;
            let came = if noise {
                poisson_count(mean, &mut Streams::new(3, 1).open(Cause::Bootstrap, entity)) as f64
            } else {
                mean
            };
            text.push_str(&format!("{},{:02}:00,phone,{came},240\n", date_of(first + day), 8 + number));
        }
    }
    text
}

#[test]
fn dates_come_back() {
    for date in ["1970-01-01", "2024-02-29", "2026-12-31", "2100-03-01"] {
        assert_eq!(date_of(day_of(date).expect("a date")), date);
    }
    assert_eq!(day_of("1970-01-08"), Some(7));
}

/// By hand: without noise and drift the next Monday is like every Monday, 20, 80, 60, 40, and no error is left.
#[test]
fn a_steady_history_goes_on() {
    let history = History::from_csv(&weeks(8, 0.0, false), "h.csv").expect("a history");
    let monday = history.last_day().expect("a day") + 1;
    let forecast = &history.forecast(monday).expect("a forecast")[0];
    for (found, expected) in forecast.arrivals.iter().zip([20.0, 80.0, 60.0, 40.0]) {
        assert!((found - expected).abs() < 1e-9, "{:?}", forecast.arrivals);
    }
    assert_eq!(forecast.handle_s, Some(240.0));
    assert!(forecast.errors.iter().all(|(_, errors)| errors.wape < 1e-12));
}

/// Where arrivals grow, the level follows and the plain mean lags behind; the one with the smaller error is taken.
#[test]
fn growth_is_followed_by_the_level() {
    let history = History::from_csv(&weeks(20, 0.05, false), "h.csv").expect("a history");
    let forecast = &history.forecast(history.last_day().expect("a day") + 1).expect("a forecast")[0];
    assert_eq!(forecast.method, Method::Level);
    assert!(forecast.errors[1].1.wape < forecast.errors[0].1.wape);
}

/// Poisson arrivals around a steady mean: the 80 % intervals hold 70 to 90 % of what came later, and next to nothing is
/// left beyond chance.
#[test]
fn intervals_cover_what_came_later() {
    let history = History::from_csv(&weeks(40, 0.0, true), "h.csv").expect("a history");
    let forecast = &history.forecast(history.last_day().expect("a day") + 1).expect("a forecast")[0];
    for (method, errors) in &forecast.errors {
        let coverage = errors.coverage.expect("enough days");
        assert!((0.7..0.9).contains(&coverage), "{method:?} {errors:?}");
        assert!(errors.day_spread < 0.1, "{method:?} {errors:?}");
    }
}

/// By hand: every day has 100, Mondays 200; on three Mondays there came 80, 100 and 60 instead, which are 40, 50 and 30 % of
/// a Monday: 40 % pooled, with a standard deviation of 0.1, so 0.25 of the forecast. The next Monday is a holiday of 80, or
/// an ordinary one of 200, which the holidays must not move.
#[test]
fn a_holiday_is_a_share_of_its_weekday_and_counts_for_none() {
    let mut text = weeks(12, 0.0, false);
    let first = day_of("2026-01-05").expect("a date");
    let holidays = [(first + 7 * 4, 0.4), (first + 7 * 8, 0.5), (first + 7 * 11, 0.3)];
    for (day, share) in holidays {
        for (number, mean) in [20.0, 80.0, 60.0, 40.0].into_iter().enumerate() {
            let row = |came: f64| format!("{},{:02}:00,phone,{came},240\n", date_of(day), 8 + number);
            assert!(text.contains(&row(mean)));
            text = text.replace(&row(mean), &row(mean * share));
        }
    }
    let mut history = History::from_csv(&text, "h.csv").expect("a history");
    let monday = history.last_day().expect("a day") + 1;
    let total = |history: &History| {
        let forecast = history.forecast(monday).expect("a forecast").remove(0);
        (forecast.arrivals.iter().sum::<f64>(), forecast)
    };
    // Nobody said that they are holidays: the fault that naming them mends.
    assert!(total(&history).0 < 170.0);
    history.holidays = holidays.iter().map(|(day, _)| *day).collect();
    let (ordinary, forecast) = total(&history);
    assert!((ordinary - 200.0).abs() < 1e-9 && forecast.holiday.is_none(), "{forecast:?}");
    assert!(forecast.errors.iter().all(|(_, errors)| errors.wape < 1e-12), "{forecast:?}");
    history.holidays.insert(monday);
    let (of_holiday, forecast) = total(&history);
    let holiday = forecast.holiday.as_ref().expect("it is one");
    assert!((of_holiday - 80.0).abs() < 1e-9, "{forecast:?}");
    assert!((holiday.spread - 0.25).abs() < 1e-9 && holiday.is_measured(), "{holiday:?}");
    assert_eq!(holiday.past.len(), 3);
    assert!(forecast.within.is_none());
    assert!((forecast.spread().expect("measured") - 0.25).abs() < 1e-9);
}

/// A holiday without one before it is an ordinary day of which little is known.
#[test]
fn the_first_holiday_is_taken_as_an_ordinary_day() {
    let mut history = History::from_csv(&weeks(8, 0.0, false), "h.csv").expect("a history");
    let monday = history.last_day().expect("a day") + 1;
    history.holidays.insert(monday);
    let forecast = &history.forecast(monday).expect("a forecast")[0];
    assert!((forecast.arrivals.iter().sum::<f64>() - 200.0).abs() < 1e-9);
    assert_eq!(forecast.holiday.as_ref().map(|holiday| holiday.spread), Some(SPREAD_ASSUMED));
}

#[test]
fn a_fault_in_a_history_is_named_with_its_place() {
    let message = |text: &str| History::from_csv(text, "h.csv").expect_err("it should be refused").to_string();
    let head = "date,from,workstream,arrivals\n";
    for (text, expected) in [
        (
            "date,from,queue,arrivals\n".to_owned(),
            "h.csv:1:1: there is no column `workstream`, expected date, from, workstream, arrivals, handle_s",
        ),
        (
            format!("{head}2026-02-30,08:00,phone,3\n"),
            "h.csv:2:1: unknown date `2026-02-30`, expected one such as `2026-12-24`",
        ),
        (format!("{head}2026-02-03,8 h,phone,3\n"), "h.csv:2:12: unknown time `8 h`, expected `HH:MM`"),
        (format!("{head}2026-02-03,08:00,phone,-3\n"), "h.csv:2:24: `arrivals` is `-3`, expected a number from 0 up"),
        (head.to_owned(), "h.csv:2:1: there are no rows, expected one for each interval"),
    ] {
        assert_eq!(message(&text), expected);
    }
    let semicolons = "date;from;workstream;arrivals\n2026-02-03;08:00;phone;3,5\n";
    let history = History::from_csv(semicolons, "h.csv").expect("a history");
    assert_eq!(history.workstreams["phone"].days.values().next().expect("a day").arrivals, [3.5]);
    let short = history.forecast(day_of("2026-02-04").expect("a date")).expect_err("one day");
    assert_eq!(
        short.to_string(),
        "the history of `phone` has 1 days, expected 21 at least: two weeks to forecast from and one to measure on"
    );
}
